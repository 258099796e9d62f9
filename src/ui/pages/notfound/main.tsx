import { noticesSoon } from '../../components/late-notices.tsx'
import { load } from '../../i18n/notfound.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'

void mount(App, load, noticesSoon())

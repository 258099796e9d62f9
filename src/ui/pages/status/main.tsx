import { noticesSoon } from '../../components/late-notices.tsx'
import { load, loadLater } from '../../i18n/status.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'

void mount(App, load, noticesSoon(), loadLater)

import { noticesSoon } from '../../components/late-notices.tsx'
import { load } from '../../i18n/shell.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'
import { takeTexts } from './texts.ts'

takeTexts()
void mount(App, load, noticesSoon())

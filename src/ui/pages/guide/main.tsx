import { load } from '../../i18n/shell.ts'
import { mount } from '../../lib/mount.tsx'
import { siteSoon } from '../../lib/site-info.ts'
import { App } from './app.tsx'
import { takeTexts } from './texts.ts'

takeTexts()
await mount(App, load, siteSoon())

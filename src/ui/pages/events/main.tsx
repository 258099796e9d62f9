import { load } from '../../i18n/events.ts'
import { mount } from '../../lib/mount.tsx'
import { siteSoon } from '../../lib/site-info.ts'
import { App } from './app.tsx'

await mount(App, load, siteSoon())

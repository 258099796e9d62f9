import { load } from '../../i18n/docs.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'

await mount(App, load)

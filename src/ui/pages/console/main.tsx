import { load } from '../../i18n/console.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'

await mount(App, load)

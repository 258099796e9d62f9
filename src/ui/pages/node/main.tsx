import { load } from '../../i18n/node.ts'
import { mount } from '../../lib/mount.tsx'
import { App } from './app.tsx'

await mount(App, load)

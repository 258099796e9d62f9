export { core as messages } from './core.ts'

/** What other layers may use of this folder. */
export { launcherNodes } from './launcher-nodes.ts'

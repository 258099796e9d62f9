/** What other layers may use of this folder. */
export { report } from './report.ts'

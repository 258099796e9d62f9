/** What other layers may use of this folder. */
export { requireTarget, TargetForbidden } from './target.ts'

/** What other layers may use of this folder. */
export { givenUpAfterMs, nextTryMs, type FailedTry } from './attempts.ts'
export { decide, toldOf, type AlertRule, type Told } from './decide.ts'
export { itemName, itemWords, type AlertItem, type DueItem, type ItemWord } from './item.ts'
export { isQuiet } from './quiet.ts'

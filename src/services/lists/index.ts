/** What other layers may use of this folder. */
export { nodeChecks } from './node-checks.ts'
export { publicNode } from './public-node.ts'
export { publicNodes } from './public-nodes.ts'
export { queryWithin } from './query.ts'
export { siteFigures, type SiteFigures } from './site-figures.ts'
export { stats } from './stats.ts'

/** What other layers may use of this folder. */
export {
  facadeNodes,
  facadeStats,
  facadeTags,
  nodeOfNumber,
  type FacadeAnswer,
  type FacadeQuery,
} from './facade.ts'
export { launcherNodes, nodeUrl } from './launcher-nodes.ts'
export { numberNodes } from './number-nodes.ts'

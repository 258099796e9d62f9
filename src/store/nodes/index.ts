/** What other layers may use of this folder. */
export { getListedNode, readBadgeFigures, type BadgeFigures } from './listed-node.ts'
export {
  addComplaint,
  listComplaints,
  readComplaintTexts,
  removeComplaints,
  sweepComplaints,
  type Complaint,
} from './complaints.ts'
export { markNode, marksOf, type Mark } from './listing-marks.ts'
export { countNodesByUser } from './node-counts.ts'
export type {
  NodeConfig,
  NodeFigures,
  NodeRecord,
  NodeSecrets,
  NodeToken,
  NodeWithFigures,
} from './node-record.ts'
export { readSecret, keptTime, tokenStart } from './node-facts.ts'
export {
  createNode,
  deleteNode,
  deleteNodesOfUser,
  getNode,
  listNodeIds,
  replaceToken,
  updateNode,
} from './nodes.ts'
export { figuresOf, listOwnNodes } from './own-nodes.ts'
export type { ListedNode } from './public-node.ts'
export { sumHistory, type OwnTotals } from './own-history.ts'
export { maintainedUntilMs } from './times-off.ts'
export { keepVerdict, readVerdict, removeVerdict, type Verdict } from './verdicts.ts'

/** What other layers may use of this folder. */
export { allNodes } from './all-nodes.ts'
export { checkNode } from './check-node.ts'
export { createNode } from './create-node.ts'
export { deleteNode } from './delete-node.ts'
export { getNode } from './get-node.ts'
export { myNodes } from './my-nodes.ts'
export { regenerateToken } from './regenerate-token.ts'
export { updateNode } from './update-node.ts'

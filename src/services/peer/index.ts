/** What other layers may use of this folder. */
export { choosePeers, dialledBy, type Client, type PeerQuestion } from './choose-peers.ts'
export { readNodeBudget, refusalOf, takeNode, takeNodes, type NodeBudget } from './node-budget.ts'
export { offerPeers } from './offer-peers.ts'
export { turnOf } from './turn-of.ts'

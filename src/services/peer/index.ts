/** What other layers may use of this folder. */
export { choosePeers, type PeerQuestion } from './choose-peers.ts'
export { turnOf } from './turn-of.ts'

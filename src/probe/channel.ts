/** What a channel tells its owner between `start` and `leave`; nothing after `closed`. */
export type ChannelEvents = {
  /** tcp: a chunk of the stream; ws: one binary message; udp: the frame of one datagram */
  data(bytes: Uint8Array): void
  /** ws: what no node sends, a text message or a frame that is malformed or too big */
  violation(): void
  closed(how: { readonly wsCode?: number; readonly reset: boolean }): void
}

/** `forgetAtOnce`: the node should not keep us until it notices, where the protocol has no end of its own. */
export type Leaving = { readonly forgetAtOnce: boolean }

/** An open connection to a node, paused until `start`. */
export type Channel = {
  readonly transport: 'tcp' | 'ws' | 'udp'
  start(events: ChannelEvents): void
  send(bytes: Uint8Array): void
  /** Says goodbye (FIN), destroys after 300 ms; resolves when the socket is gone. */
  leave(leaving: Leaving): Promise<void>
  /** Destroys at once; resolves when the socket is gone. */
  drop(): Promise<void>
}

/** Events for a channel that nobody listens to, before `start` and after `leave`. */
export const deaf: ChannelEvents = { data: () => {}, violation: () => {}, closed: () => {} }

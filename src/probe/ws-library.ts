let loading: Promise<typeof import('ws')> | undefined

/**
 * The package `ws`, loaded when the first WebSocket is dialled: it would be a third of a cold start, and most
 * checks are plain TCP.
 */
export function loadWebSocketLibrary(): Promise<typeof import('ws')> {
  loading ??= import('ws')
  return loading
}

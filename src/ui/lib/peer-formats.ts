/** The forms in which an address can be copied; `plain` is a node's own address in the place of the site's. */
export const peerFormats = ['url', 'arg', 'toml', 'plain', 'json'] as const
export type PeerFormat = (typeof peerFormats)[number]

/** An http(s) or node address in one of the forms. Shell words are in single quotes; `&` and `?` mean something there. */
export function formatPeer(url: string, format: PeerFormat): string {
  const forms = {
    url,
    plain: url,
    arg: `-p '${url.replaceAll("'", '%27')}'`,
    toml: `[[peer]]\nuri = ${JSON.stringify(url)}`,
    json: JSON.stringify({ peer_urls: [url] }),
  } as const satisfies Record<PeerFormat, string>
  return forms[format]
}

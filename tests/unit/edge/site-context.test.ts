import { expect, it } from 'vitest'
import { buildSiteContext } from '../../../src/edge/site-context.ts'
import { SimKv } from '../../support/kv/sim-kv.ts'

function originOf(env: Record<string, string>): string {
  const request = new Request('https://asked.example/feed.xml')
  return buildSiteContext({ request, params: {}, env, waitUntil: () => undefined }, new SimKv().at(0)).origin
}

it.each(['', 'nodes.example', 'nodes.example:8443', 'ftp://nodes.example', 'https://', 'https://a/b', 'x y'])(
  'PUBLIC_ORIGIN %j is none: feeds and links are under the address that was asked',
  (PUBLIC_ORIGIN) => {
    expect(originOf({ PUBLIC_ORIGIN })).toBe('https://asked.example')
    expect(URL.canParse(originOf({ PUBLIC_ORIGIN }))).toBe(true)
  },
)

it('one that is an origin counts, without a slash at its end', () => {
  expect(originOf({})).toBe('https://asked.example')
  expect(originOf({ PUBLIC_ORIGIN: 'https://nodes.example/' })).toBe('https://nodes.example')
})

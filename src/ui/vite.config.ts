import { defineConfig } from 'vite'
import { otherPages, pageConfig } from './build/page-config.ts'

/** Built behind the status page. The guides differ in nothing but their text, so they are built together. */
const others = [
  ['n/index.html'],
  ['console/index.html'],
  ['share/index.html'],
  ['docs/index.html'],
  [
    'docs/operators/index.html',
    'docs/clients/index.html',
    'docs/players/index.html',
    'docs/self-hosting/index.html',
    'docs/alerts/index.html',
    'docs/deploying/index.html',
    'docs/moving-from-easytier-worker/index.html',
  ],
  ['404.html'],
  ['incidents/index.html'],
  ['events/index.html'],
]

const first = pageConfig(['index.html'])

export default defineConfig({
  ...first,
  plugins: [first.plugins, otherPages(others)],
  server: {
    proxy: { '^/(api|peer|node/|badge|feed)': process.env['API_ORIGIN'] ?? 'http://127.0.0.1:8788' },
  },
})

import { buildEdgeBundles } from './edge-bundles.ts'
import { buildPages } from './build-pages.ts'

// EdgeOne runs this as its build command, before its CLI compiles the functions.
await buildPages()
await buildEdgeBundles()

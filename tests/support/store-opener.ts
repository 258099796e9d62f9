import { EmbeddedStore } from '../../src/server/store/embedded.ts'

/** Opens the store of a folder, says so, and lets it go. */
try {
  const store = await EmbeddedStore.open(process.argv[2] ?? '', console.error)
  console.log('opened')
  await store.close()
} catch (error) {
  console.log(String(error))
}

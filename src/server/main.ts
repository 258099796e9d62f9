import { runServer } from './program.ts'

await runServer(import.meta.dirname)

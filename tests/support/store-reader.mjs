/** Looks at the file of a store as another program would (mdb_stat, mdb_copy), and is killed while it does. */
import { open } from 'lmdb'

const database = open({ path: process.argv[2], noSubdir: true, readOnly: true, encoding: 'binary' })
const keys = database.getKeys()[Symbol.iterator]()
keys.next()
console.log('reads')
process.kill(process.pid, 'SIGKILL')

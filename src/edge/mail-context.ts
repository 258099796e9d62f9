import type { EdgeEnv } from './env.ts'
import type { ServiceContext } from '../services/context/index.ts'

/** What sending a mail needs. */
export type MailContext = Pick<ServiceContext, 'fetch' | 'deadline'> & { readonly variables: EdgeEnv }

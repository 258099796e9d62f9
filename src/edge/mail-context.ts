import type { ServiceContext } from '../services/context/context.ts'
import type { EdgeEnv } from './env.ts'

/** What sending a mail needs. */
export type MailContext = Pick<ServiceContext, 'fetch' | 'deadline'> & { readonly variables: EdgeEnv }

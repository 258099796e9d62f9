/** Invented accounts; the passwords are printed, the data is thrown away. */
export const sampleAccounts = {
  admin: { email: 'admin@example.com', password: 'sample-admin' },
  owner: { email: 'owner@example.com', password: 'sample-owner' },
  /** An admin beside the super admin. */
  north: { email: 'li.wei@example.com', password: 'sample-north' },
  south: { email: 'zhang.min@example.com', password: 'sample-south' },
  abroad: { email: 'overseas@example.org', password: 'sample-abroad' },
  /** Disabled. */
  former: { email: 'former@example.com', password: 'sample-former' },
} as const

export type SampleAccount = (typeof sampleAccounts)[keyof typeof sampleAccounts]

/** Record `init`: the system is initialised, and `user` is its super admin. Written last by initialize. */
export type InitializedRecord = { readonly v: 1; readonly user: string; readonly ms: number }

/** What befalls a request: nothing, or from its n-th operation on. */
export type Fault = {
  readonly kind: 'none' | 'crash' | 'lost_before' | 'lost_after'
  readonly at: number
}
export type Command =
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'create'; readonly place: number; readonly name: number; readonly fault: Fault }
  | {
      readonly do: 'rename'
      readonly node: number
      readonly place: number
      readonly name: number
      readonly fault: Fault
    }
  | {
      readonly do: 'edit'
      readonly node: number
      readonly place: number
      readonly enabled: 0 | 1
      readonly fault: Fault
    }
  | { readonly do: 'delete'; readonly node: number; readonly place: number; readonly fault: Fault }
  | {
      readonly do: 'report'
      readonly node: number
      readonly places: readonly number[]
      readonly byName: boolean
      readonly tagged: boolean
      readonly fault: Fault
      readonly offline: boolean
    }
  | {
      readonly do: 'burst'
      readonly node: number
      readonly place: number
      readonly count: number
      readonly gapMs: number
    }
  | {
      readonly do: 'counter'
      readonly node: number
      readonly places: readonly number[]
      readonly newBoot: boolean
      readonly grows: number
    }
  | {
      readonly do: 'owner'
      readonly owner: number
      readonly place: number
      readonly enabled: boolean
      readonly fault: Fault
    }
  | { readonly do: 'view'; readonly place: number; readonly fault: Fault }
  | { readonly do: 'tick'; readonly place: number; readonly fault: Fault }
  | { readonly do: 'wipe_views' }

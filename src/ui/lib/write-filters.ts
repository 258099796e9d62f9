import { type Filters, noFilters } from './url-state.ts'

/** Writes the filters into an address's query, defaults left out; other parameters stay. Starts with `?` or is empty. */
export function writeFilters(filters: Filters, search: string): string {
  const params = new URLSearchParams(search)
  const put = (name: string, value: string, unset: string): void => {
    if (value === unset) params.delete(name)
    else params.set(name, value)
  }
  put('q', filters.q.trim(), '')
  put('region', filters.region, noFilters.region)
  put('status', filters.status, noFilters.status)
  put('proto', filters.proto.toLowerCase(), '')
  put('tag', filters.tag, '')
  put('relay', filters.relay ? '1' : '', '')
  put('star', filters.star ? '1' : '', '')
  put('sort', filters.sort, noFilters.sort)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

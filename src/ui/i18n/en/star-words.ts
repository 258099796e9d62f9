import type { starWords as source } from '../zh-CN/star-words.ts'

export const starWords: Readonly<Record<keyof typeof source, string>> = {
  star: 'Favourite',
  starOf: 'Favourite {name}',
  starUnkept: 'Not saved: your browser does not allow it',
  starsFull: 'At most {n} favourites',
}

import { expect, test } from 'vitest'
import { channelKinds } from '../../../../src/contract/channels.ts'
import { draftOf, firstEmpty } from '../../../../src/ui/pages/console/alerts/draft.ts'

const fresh = draftOf('own', undefined)

test('the first empty field of a new channel is the topmost one that it needs', () => {
  expect(firstEmpty(fresh)).toBe('credential.token')
  const token = '123456789:AAEabcdefghijklmnopqrstuvwxyz'
  expect(firstEmpty({ ...fresh, credential: { token } })).toBe('credential.chat_id')
  expect(firstEmpty({ ...fresh, credential: { token, chat_id: ' ' } })).toBe('credential.chat_id')
  expect(firstEmpty({ ...fresh, credential: { token, chat_id: '-100' } })).toBeUndefined()
})

test('only a mail, which goes to the account, needs nothing', () => {
  const needless = channelKinds.filter((kind) => firstEmpty({ ...fresh, kind }) === undefined)
  expect(needless).toEqual(['mail'])
})

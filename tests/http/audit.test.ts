import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, call, createNode, initialize, login, signUp } from '../support/http-client.ts'
import { targets, type Target } from '../support/http-target.ts'

type Entry = { id: string; kind: string; by: string; ip: string; what: string; at: string }

for (const { name, start } of targets) {
  describe(`the audit log, ${name}`, () => {
    let target: Target
    let owner: { email: string; token: string }
    let adminToken: string

    beforeAll(async () => {
      target = await start()
      adminToken = await initialize(target)
      owner = await signUp(target)
    })
    afterAll(() => target?.stop())

    const read = async (path: string, token: string): Promise<{ entries: Entry[]; next: string | null }> => {
      await target.idle()
      const id = path.startsWith('/api/auth') ? 'ownAudit' : 'siteAudit'
      const answer = await call(target, id, 'GET', path, { token })
      expect(answer.status).toBe(200)
      return answer.body as unknown as { entries: Entry[]; next: string | null }
    }
    const kinds = async (path: string, token: string): Promise<string[]> =>
      (await read(path, token)).entries.map(({ kind, what }) => `${kind} ${what}`.trim())

    it('tells who signed in and who was refused; guesses of ten minutes are one entry', async () => {
      for (let guess = 0; guess < 3; guess += 1) {
        const refused = await call(target, 'login', 'POST', '/api/auth/login', {
          body: { email: owner.email, password: 'not the password' },
          clientIp: '192.0.2.77',
        })
        expect(refused.body['code']).toBe('invalid_credentials')
      }
      const { entries } = await read('/api/auth/audit', owner.token)
      const refused = entries.filter(({ kind }) => kind === 'sign_in_refused')
      // Three guesses may lie on both sides of a border.
      expect([1, 2]).toContain(refused.length)
      expect(refused[0]).toMatchObject({
        by: '',
        ip: '192.0.2.77',
        what: `${owner.email} invalid_credentials`,
      })
      expect(entries.find(({ kind }) => kind === 'sign_in')).toMatchObject({ by: owner.email })
    })

    it('tells an owner what an administrator did to the own node, and nobody else', async () => {
      const node = await createNode(target, owner.token)
      const other = await signUp(target, 'other')
      await call(target, 'regenerateToken', 'POST', `/api/nodes/${node.id}/regenerate-token`, {
        token: owner.token,
      })
      await call(target, 'judgeNode', 'POST', `/api/nodes/${node.id}/verdict`, {
        token: adminToken,
        body: { verdict: 'hide', reason: '' },
      })
      await call(target, 'deleteNode', 'DELETE', `/api/nodes/${node.id}`, { token: owner.token })
      const told = [`node_deleted ${node.name}`, `node_judged hide ${node.name}`, `token_made ${node.name}`]
      expect((await kinds('/api/auth/audit', owner.token)).slice(0, 3)).toEqual(told)
      expect((await kinds('/api/auth/audit', other.token)).some((one) => one.includes(node.name))).toBe(false)
      // Who it was an owner may know; where an administrator sat is for administrators.
      const ofOwner = await read('/api/auth/audit?kind=node_judged', owner.token)
      expect(ofOwner.entries[0]).toMatchObject({ by: admin.email, ip: '' })
      const judged = await read('/api/system/audit?kind=node_judged', adminToken)
      expect(judged.entries[0]).toMatchObject({ by: admin.email, ip: expect.stringMatching(/./) })
      const own = await read('/api/auth/audit?kind=node_deleted', owner.token)
      expect(own.entries[0]?.ip).not.toBe('')
    })

    it('names the settings that were changed, and never what they are', async () => {
      await call(target, 'updateSettings', 'PUT', '/api/system/settings', {
        token: adminToken,
        body: { site_name: '一个秘密的名字', nodes_per_user: 50, relay_tag: 0 },
      })
      const { entries } = await read('/api/system/audit?kind=settings_changed', adminToken)
      expect(entries[0]?.what).toBe('site_name relay_tag')
      expect(JSON.stringify(entries)).not.toContain('秘密')
    })

    it('tells of roles, sessions, passwords, exports and imports', async () => {
      const user = await signUp(target, 'user')
      const path = `/api/system/users/${user.email}`
      await call(target, 'updateUser', 'PUT', path, { token: adminToken, body: { is_admin: 1 } })
      await call(target, 'updateUser', 'PUT', path, { token: adminToken, body: { is_admin: 0 } })
      await call(target, 'exportData', 'GET', '/api/system/export', { token: adminToken })
      const changed = await call(target, 'changePassword', 'POST', '/api/auth/change-password', {
        token: user.token,
        body: { old_password: 'password123', new_password: 'another-password-9' },
      })
      expect(changed.status).toBe(200)
      await call(target, 'logoutAll', 'POST', '/api/auth/logout-all', {
        token: String(changed.body['token']),
      })
      const token = await login(target, user.email, 'another-password-9')
      const own = await kinds('/api/auth/audit', token)
      expect(own).toEqual(
        expect.arrayContaining([
          'sessions_ended',
          'password_changed',
          `role_changed ${user.email} user`,
          `role_changed ${user.email} admin`,
        ]),
      )
      expect(own).not.toContain('exported')
      expect(await kinds('/api/system/audit?kind=exported', adminToken)).toEqual(['exported'])
      expect(await kinds(`/api/system/audit?user=${user.email}`, adminToken)).toEqual(own)
    })

    it('tells of keys, sign-outs, approvals, and accounts that are switched off or deleted', async () => {
      const user = await signUp(target, 'kept')
      const node = await createNode(target, user.token)
      const key = await call(target, 'createApiKey', 'POST', '/api/keys', {
        token: user.token,
        body: { name: 'bot' },
      })
      expect(key.status, key.text).toBe(201)
      const { id } = key.body['api_key'] as unknown as { id: string }
      await call(target, 'revokeApiKey', 'DELETE', `/api/keys/${id}`, { token: user.token })
      await call(target, 'judgeNode', 'POST', `/api/nodes/${node.id}/verdict`, {
        token: adminToken,
        body: { verdict: 'approve', reason: '' },
      })
      await call(target, 'logout', 'POST', '/api/auth/logout', { token: user.token })
      const path = `/api/system/users/${user.email}`
      await call(target, 'updateUser', 'PUT', path, { token: adminToken, body: { is_enabled: 0 } })
      await call(target, 'deleteUser', 'DELETE', path, { token: adminToken })
      const told = await kinds(`/api/system/audit?user=${user.email}&limit=200`, adminToken)
      expect(told).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^token_made .* bot$/),
          expect.stringMatching(/^token_revoked .* bot$/),
          'session_ended',
          `node_judged approve ${node.name}`,
          `user_changed ${user.email} disabled`,
          `user_deleted ${user.email}`,
        ]),
      )
    })

    it('tells of feeds, single sessions, keys of places and what helps a user back in, without the secrets', async () => {
      const user = await signUp(target, 'helped')
      const feed = await call(target, 'renewFeedKey', 'POST', '/api/auth/feed-key', { token: user.token })
      await login(target, user.email, 'password123')
      const list = await call(target, 'sessions', 'GET', '/api/auth/sessions', { token: user.token })
      const sessions = list.body['sessions'] as unknown as { id: string; is_current: boolean }[]
      const other = sessions.find((one) => !one.is_current)?.id ?? ''
      const ended = await call(target, 'endSession', 'DELETE', `/api/auth/sessions/${other}`, {
        token: user.token,
      })
      expect(ended.status, ended.text).toBe(200)
      const path = `/api/system/users/${user.email}`
      const reset = await call(target, 'makeResetToken', 'POST', `${path}/reset-token`, { token: adminToken })
      const { reset_token: token } = reset.body
      const taken = await call(target, 'resetPassword', 'POST', '/api/auth/reset-password', {
        body: { token, new_password: 'another-password-8' },
      })
      expect(taken.status, taken.text).toBe(200)
      const own = await kinds('/api/auth/audit', await login(target, user.email, 'another-password-8'))
      expect(own).toEqual(
        expect.arrayContaining([
          'password_changed reset',
          `user_changed ${user.email} reset token`,
          'session_ended',
          'token_made feed',
        ]),
      )
      const made = await call(target, 'createPlace', 'POST', '/api/places', {
        token: adminToken,
        body: { name: '广州' },
      })
      expect(made.status, made.text).toBe(201)
      const place = made.body['place'] as unknown as { id: string }
      await call(target, 'revokePlace', 'DELETE', `/api/places/${place.id}`, { token: adminToken })
      const ofSite = await kinds('/api/system/audit?limit=200', adminToken)
      const named = `etp_${place.id} 广州`
      expect(ofSite).toEqual(expect.arrayContaining([`token_made ${named}`, `token_revoked ${named}`]))
      const secrets = [
        String(token),
        String(feed.body['json_url']).split('_').at(-1) ?? '',
        String(made.body['key']),
      ]
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(20)
        expect(ofSite.some((entry) => entry.includes(secret))).toBe(false)
      }
    })

    it('tells of an import, by how much', async () => {
      const file = await call(target, 'exportData', 'GET', '/api/system/export', { token: adminToken })
      const other = await start()
      try {
        const token = await initialize(other)
        const done = await call(other, 'importData', 'POST', '/api/system/import', {
          token,
          body: file.text,
          headers: { 'content-type': 'application/x-ndjson' },
        })
        expect(done.status, done.text).toBe(200)
        await other.idle()
        const log = await call(other, 'siteAudit', 'GET', '/api/system/audit?kind=imported', { token })
        const { entries } = log.body as unknown as { entries: Entry[] }
        expect(entries.map(({ by, what }) => [by, Number(what) > 0])).toEqual([[admin.email, true]])
      } finally {
        await other.stop()
      }
    })

    it('has pages', async () => {
      const whole = (await read('/api/system/audit?limit=200', adminToken)).entries
      const found: Entry[] = []
      let next: string | null = null
      do {
        const before: string = next === null ? '' : `&before=${next}`
        const page = await read(`/api/system/audit?limit=3${before}`, adminToken)
        found.push(...page.entries)
        next = page.next
      } while (next !== null)
      expect(found).toEqual(whole)
    })

    it.each(['?kind=none', '?before=x', '?limit=0', '?limit=201', '?user=x'])('refuses %s', async (query) => {
      const answer = await call(target, 'siteAudit', 'GET', `/api/system/audit${query}`, {
        token: adminToken,
      })
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_field'])
    })
  })
}

import { ApiKeyCreatedAnswer, ApiKeysAnswer, ApiKeyUpdatedAnswer } from './api-keys.ts'
import { Message } from './auth.ts'
import type { DocsOf } from './route-docs.ts'
import type { apiKeyRoutes } from './routes-api-keys.ts'

const params = { id: 'k3x09abc' }

const apiKey = {
  id: params.id,
  prefix: 'etk_k3x09abc',
  name: '我的启动器',
  check: 0,
  created_at: '2026-11-04T08:00:00.000Z',
  expires_at: null,
  expired: false,
  requests_per_day: 2000,
  requests_per_minute: 60,
  own_quota: false,
  uses: [{ date: '2026-11-22', requests: 120 }],
}

export const apiKeyDocs = {
  listApiKeys: {
    tag: 'keys',
    summary: {
      zh: '我的 API 密钥与近 30 天的用量(管理员可查他人)',
      en: 'My API keys and their use in the last 30 days (admins: those of others)',
    },
    answer: ApiKeysAnswer,
    errors: ['admin_required', 'totp_enrolment_required', 'user_not_found'],
    example: { answer: { keys: [apiKey], limit: 10 } },
  },
  createApiKey: {
    tag: 'keys',
    summary: { zh: '创建 API 密钥，只显示一次', en: 'Make an API key; it is shown this once' },
    answer: ApiKeyCreatedAnswer,
    errors: ['api_key_limit', 'step_up_required'],
    example: {
      body: { name: '我的启动器', expires_days: 365 },
      answer: {
        message: '密钥已创建',
        api_key: apiKey,
        key: 'etk_k3x09abc_00000000000000000000000000000000',
      },
    },
  },
  revokeApiKey: {
    tag: 'keys',
    summary: { zh: '吊销 API 密钥', en: 'Revoke an API key' },
    answer: Message,
    errors: ['api_key_not_found', 'totp_enrolment_required'],
    example: { params, answer: { message: '密钥已吊销' } },
  },
  setApiKeyQuota: {
    tag: 'keys',
    summary: {
      zh: '为一个 API 密钥单独设定额度',
      en: 'Give one API key a quota of its own',
    },
    answer: ApiKeyUpdatedAnswer,
    errors: ['api_key_not_found'],
    example: {
      params,
      body: { requests_per_day: 20_000, requests_per_minute: 300 },
      answer: {
        message: '额度已保存',
        api_key: { ...apiKey, requests_per_day: 20_000, requests_per_minute: 300, own_quota: true },
      },
    },
  },
} as const satisfies DocsOf<typeof apiKeyRoutes>

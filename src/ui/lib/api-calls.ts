import type * as v from 'valibot'
import * as announcements from '../../contract/announcements.ts'
import * as apiKeys from '../../contract/api-keys.ts'
import * as audit from '../../contract/audit.ts'
import * as auth from '../../contract/auth.ts'
import * as channels from '../../contract/channels.ts'
import { CheckHealthAnswer, CheckResult } from '../../contract/check.ts'
import * as events from '../../contract/events.ts'
import * as listing from '../../contract/listing.ts'
import * as node from '../../contract/node.ts'
import * as places from '../../contract/places.ts'
import * as system from '../../contract/system.ts'
import type { Call } from './api.ts'

type ChannelScope = channels.ChannelScope
type Input<S extends v.GenericSchema> = v.InferInput<S>
type List = { readonly q?: string; readonly page?: number; readonly perPage?: number }

/** A query string of the fields that say something; "" when none does. */
function search(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

function get<T>(path: string, answer: v.GenericSchema<unknown, T>, signed = true): Call<T> {
  return {
    method: 'GET',
    path,
    answer,
    signed,
  }
}
function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  answer: v.GenericSchema<unknown, T>,
  body?: unknown,
  signed = true,
): Call<T> {
  return { method, path, answer, signed, ...(body === undefined ? {} : { body }) }
}

function userPath(email: string): string {
  return `/api/system/users/${encodeURIComponent(email)}`
}

/** Every call the console makes, by the contract's operationId. */
export const calls = {
  checkInit: () => get('/api/system/check-init', system.CheckInitAnswer, false),
  initialize: (body: Input<typeof system.InitializeBody>) =>
    send('POST', '/api/system/initialize', system.InitializeAnswer, body, false),

  register: (body: Input<typeof auth.RegisterBody>) =>
    send('POST', '/api/auth/register', auth.RegisterAnswer, body, false),
  challenge: () => get('/api/auth/challenge', auth.ChallengeAnswer, false),
  login: (body: Input<typeof auth.LoginBody>) =>
    send('POST', '/api/auth/login', auth.LoginAnswer, body, false),
  peekVerification: (body: Input<typeof auth.TokenBody>) =>
    send('POST', '/api/auth/verify/peek', auth.PendingAnswer, body, false),
  verifyByPassword: (body: Input<typeof auth.VerifyBody>) =>
    send('POST', '/api/auth/verify', auth.Message, body, false),
  resendVerification: (email: string) =>
    send('POST', '/api/auth/resend-verification', auth.Message, { email }, false),
  requestPasswordReset: (body: Input<typeof auth.RequestResetBody>) =>
    send('POST', '/api/auth/request-password-reset', auth.Message, body, false),
  resetPassword: (body: Input<typeof auth.ResetPasswordBody>) =>
    send('POST', '/api/auth/reset-password', auth.Message, body, false),
  me: () => get('/api/auth/me', auth.MeAnswer),
  deleteMe: (password: string) => send('DELETE', '/api/auth/me', auth.Message, { password }),
  changePassword: (body: Input<typeof auth.ChangePasswordBody>) =>
    send('POST', '/api/auth/change-password', auth.ChangePasswordAnswer, body),
  logoutAll: () => send('POST', '/api/auth/logout-all', auth.Message),
  logout: () => send('POST', '/api/auth/logout', auth.Message),
  sessions: () => get('/api/auth/sessions', auth.SessionsAnswer),
  endSession: (id: string) => send('DELETE', `/api/auth/sessions/${encodeURIComponent(id)}`, auth.Message),
  enrolTotp: (password: string) => send('POST', '/api/auth/totp/enrol', auth.TotpEnrolment, { password }),
  confirmTotp: (body: Input<typeof auth.ConfirmTotpBody>) =>
    send('POST', '/api/auth/totp/confirm', auth.TotpConfirmedAnswer, body),
  disableTotp: (body: Input<typeof auth.DisableTotpBody>) =>
    send('POST', '/api/auth/totp/disable', auth.Message, body),
  stepUp: (totp: string) => send('POST', '/api/auth/step-up', auth.StepUpAnswer, { totp }),

  myNodes: () => get('/api/nodes/my', node.MyNodesAnswer),
  allNodes: (list: List & { readonly state?: string; readonly region?: string }) =>
    get(
      `/api/nodes/all${search({ q: list.q, page: list.page, per_page: list.perPage, state: list.state, region: list.region })}`,
      node.AllNodesAnswer,
    ),
  createNode: (body: Input<typeof node.NodeCreateBody>) =>
    send('POST', '/api/nodes/', node.NodeCreatedAnswer, body),
  getNode: (id: number) => get(`/api/nodes/${id}`, node.NodeAnswer),
  nodeHistory: (id: number) => get(`/api/nodes/${id}/history`, node.NodeHistoryAnswer),
  updateNode: (id: number, body: Input<typeof node.NodeUpdateBody>) =>
    send('PUT', `/api/nodes/${id}`, node.NodeUpdatedAnswer, body),
  deleteNode: (id: number) => send('DELETE', `/api/nodes/${id}`, auth.Message),
  regenerateToken: (id: number) => send('POST', `/api/nodes/${id}/regenerate-token`, node.TokenAnswer),
  checkNode: (id: number) => ({
    ...send('POST', `/api/nodes/${id}/check`, CheckResult),
    deadlineMs: 60_000,
  }),

  listChannels: (scope: ChannelScope) => get(`/api/channels?scope=${scope}`, channels.ChannelsAnswer),
  createChannel: (scope: ChannelScope, body: Input<typeof channels.ChannelCreateBody>) => ({
    ...send('POST', `/api/channels?scope=${scope}`, channels.ChannelAnswer, body),
    deadlineMs: 30_000,
  }),
  updateChannel: (scope: ChannelScope, id: string, body: Input<typeof channels.ChannelUpdateBody>) => ({
    ...send('PUT', `/api/channels/${id}?scope=${scope}`, channels.ChannelAnswer, body),
    deadlineMs: 30_000,
  }),
  deleteChannel: (scope: ChannelScope, id: string) =>
    send('DELETE', `/api/channels/${id}?scope=${scope}`, auth.Message),
  testChannel: (scope: ChannelScope, id: string) => ({
    ...send('POST', `/api/channels/${id}/test?scope=${scope}`, auth.Message),
    deadlineMs: 30_000,
  }),
  listDeliveries: (scope: ChannelScope, id: string) =>
    get(`/api/channels/${id}/deliveries?scope=${scope}`, channels.DeliveriesAnswer),

  events: (asked: {
    readonly kind?: string
    readonly region?: string
    readonly tag?: string
    readonly before?: string
  }) => get(`/api/events${search({ ...asked, mine: 'true' })}`, events.EventsAnswer),
  renewFeedKey: () => send('POST', '/api/auth/feed-key', events.FeedKeyAnswer),

  ownAudit: (before: string | null) =>
    get(`/api/auth/audit${search({ before: before ?? undefined, limit: 10 })}`, audit.AuditAnswer),
  siteAudit: (asked: {
    readonly kind?: string
    readonly user?: string
    readonly before?: string
    readonly limit?: number
  }) => get(`/api/system/audit${search(asked)}`, audit.AuditAnswer),

  listAnnouncements: (before: string | null) =>
    get(
      `/api/announcements${search({ before: before ?? undefined })}`,
      announcements.AnnouncementsAnswer,
      false,
    ),
  createAnnouncement: (body: Input<typeof announcements.AnnouncementCreateBody>) =>
    send('POST', '/api/announcements', announcements.AnnouncementAnswer, body),
  updateAnnouncement: (id: string, body: Input<typeof announcements.AnnouncementUpdateBody>) =>
    send('PUT', `/api/announcements/${id}`, announcements.AnnouncementAnswer, body),
  deleteAnnouncement: (id: string) => send('DELETE', `/api/announcements/${id}`, auth.Message),

  listApiKeys: (email: string) => get(`/api/keys${search({ email })}`, apiKeys.ApiKeysAnswer),
  createApiKey: (body: Input<typeof apiKeys.ApiKeyCreateBody>) =>
    send('POST', '/api/keys', apiKeys.ApiKeyCreatedAnswer, body),
  revokeApiKey: (id: string) => send('DELETE', `/api/keys/${id}`, auth.Message),
  setApiKeyQuota: (id: string, body: Input<typeof apiKeys.ApiKeyQuotaBody>) =>
    send('PUT', `/api/keys/${id}/quota`, apiKeys.ApiKeyUpdatedAnswer, body),

  listingQueue: () => get('/api/nodes/queue', listing.QueueAnswer),
  judgeNode: (id: number, body: Input<typeof listing.VerdictBody>) =>
    send('POST', `/api/nodes/${id}/verdict`, listing.VerdictAnswer, body),

  listPlaces: () => get('/api/places', places.PlacesAnswer),
  createPlace: (body: Input<typeof places.PlaceCreateBody>) =>
    send('POST', '/api/places', places.PlaceCreatedAnswer, body),
  revokePlace: (id: string) => send('DELETE', `/api/places/${id}`, auth.Message),

  listUsers: (list: List) =>
    get(
      `/api/system/users${search({ q: list.q, page: list.page, per_page: list.perPage })}`,
      system.UsersAnswer,
    ),
  updateUser: (email: string, body: Input<typeof system.UserUpdateBody>) =>
    send('PUT', userPath(email), system.UserUpdatedAnswer, body),
  deleteUser: (email: string) => send('DELETE', userPath(email), auth.Message),
  listRegistrations: () => get('/api/system/registrations', system.RegistrationsAnswer),
  confirmRegistration: (email: string, id: string) =>
    send('POST', `/api/system/registrations/${encodeURIComponent(email)}/confirm`, auth.Message, { id }),
  makeResetToken: (email: string) => send('POST', `${userPath(email)}/reset-token`, system.ResetTokenAnswer),
  getSettings: () => get('/api/system/settings', system.SettingsAnswer),
  updateSettings: (body: Input<typeof system.SettingsBody>) =>
    send('PUT', '/api/system/settings', system.SettingsUpdatedAnswer, body),
  testEmail: (to: string) => ({
    ...send('POST', '/api/system/test-email', auth.Message, to === '' ? undefined : { to }),
    deadlineMs: 60_000,
  }),
  checkHealth: () => ({ ...get('/api/edgeone/health', CheckHealthAnswer, false), deadlineMs: 40_000 }),
} as const

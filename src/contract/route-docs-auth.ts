import * as auth from './auth.ts'
import type { DocsOf } from './route-docs.ts'
import type { authRoutes } from './routes-auth.ts'

const email = 'user@example.com'

export const authDocs = {
  register: {
    tag: 'auth',
    summary: { zh: '用户注册', en: 'Register' },
    answer: auth.RegisterAnswer,
    errors: ['email_taken', 'not_initialized', 'registration_closed', 'rate_limited'],
    example: {
      body: { email, password: 'password123' },
      answer: { message: '注册成功,请查收验证邮件', verification_token: 'token_string' },
    },
  },
  login: {
    tag: 'auth',
    summary: { zh: '用户登录', en: 'Sign in' },
    answer: auth.LoginAnswer,
    errors: ['invalid_credentials', 'email_unverified', 'account_disabled', 'rate_limited'],
    example: {
      body: { email, password: 'password123' },
      answer: {
        token: 'jwt_token_string',
        expires_at: '2026-11-29T00:00:00.000Z',
        user: { email, is_admin: false, role: 'user' },
      },
    },
  },
  verify: {
    tag: 'auth',
    summary: { zh: '验证邮箱', en: 'Confirm an e-mail address' },
    answer: auth.Message,
    errors: ['verify_token_invalid', 'rate_limited'],
    example: { query: { token: 'verification_token' }, answer: { message: '邮箱验证成功' } },
  },
  resendVerification: {
    tag: 'auth',
    summary: { zh: '重新发送验证邮件', en: 'Resend the confirmation e-mail' },
    answer: auth.Message,
    errors: ['rate_limited'],
    example: { body: { email }, answer: { message: '如果该邮箱有待验证的注册,验证邮件已重新发送' } },
  },
  requestPasswordReset: {
    tag: 'auth',
    summary: { zh: '申请重置密码', en: 'Request a password reset' },
    answer: auth.Message,
    errors: ['rate_limited'],
    example: { body: { email }, answer: { message: '如果该邮箱已注册,重置邮件已发送' } },
  },
  resetPassword: {
    tag: 'auth',
    summary: { zh: '重置密码', en: 'Reset the password' },
    answer: auth.Message,
    errors: ['reset_token_invalid', 'rate_limited'],
    example: {
      body: { token: 'reset_token', new_password: 'password456' },
      answer: { message: '密码已重置,请重新登录' },
    },
  },
  me: {
    tag: 'auth',
    summary: { zh: '当前账号', en: 'The signed-in account' },
    answer: auth.MeAnswer,
    errors: [],
    example: {
      answer: {
        email,
        role: 'user',
        is_admin: false,
        node_count: 1,
        node_limit: 50,
        created_at: '2026-11-04T00:00:00.000Z',
      },
    },
  },
  deleteMe: {
    tag: 'auth',
    summary: { zh: '删除账号及其全部节点', en: 'Delete the account and all its nodes' },
    answer: auth.Message,
    errors: ['password_wrong', 'super_admin_protected', 'rate_limited'],
    example: { body: { password: 'password123' }, answer: { message: '账号已删除' } },
  },
  changePassword: {
    tag: 'auth',
    summary: { zh: '修改密码,其他登录随之失效', en: 'Change the password; all other sessions end' },
    answer: auth.ChangePasswordAnswer,
    errors: ['old_password_wrong', 'rate_limited'],
    example: {
      body: { old_password: 'password123', new_password: 'password456' },
      answer: {
        message: '密码修改成功',
        token: 'jwt_token_string',
        expires_at: '2026-11-29T00:00:00.000Z',
      },
    },
  },
  logoutAll: {
    tag: 'auth',
    summary: { zh: '退出所有设备', en: 'End all sessions' },
    answer: auth.Message,
    errors: [],
    example: { answer: { message: '已退出所有设备' } },
  },
} as const satisfies DocsOf<typeof authRoutes>

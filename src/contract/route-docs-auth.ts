import { AuditAnswer } from './audit.ts'
import * as auth from './auth.ts'
import { exampleAudit } from './examples.ts'
import type { DocsOf } from './route-docs.ts'
import type { authRoutes } from './routes-auth.ts'

const email = 'user@example.com'

export const authDocs = {
  register: {
    tag: 'auth',
    summary: { zh: '用户注册', en: 'Register' },
    answer: auth.RegisterAnswer,
    errors: [
      'proof_required',
      'proof_invalid',
      'password_weak',
      'email_taken',
      'not_initialized',
      'registration_closed',
      'rate_limited',
    ],
    example: {
      body: { email, password: 'password123' },
      answer: { message: '注册成功,请查收验证邮件', verification_token: 'token_string' },
    },
  },
  challenge: {
    tag: 'auth',
    summary: { zh: '获取工作量证明(ALTCHA)', en: 'A proof-of-work challenge (ALTCHA)' },
    answer: auth.ChallengeAnswer,
    errors: [],
    example: {
      answer: {
        algorithm: 'SHA-256',
        challenge: '0'.repeat(64),
        maxnumber: 100_000,
        salt: '0123456789abcdef01234567?expires=1795327080&',
        signature: '0'.repeat(64),
      },
    },
  },
  login: {
    tag: 'auth',
    summary: { zh: '用户登录', en: 'Sign in' },
    answer: auth.LoginAnswer,
    errors: [
      'invalid_credentials',
      'email_unverified',
      'account_disabled',
      'totp_required',
      'totp_invalid',
      'rate_limited',
    ],
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
  verifyByPassword: {
    tag: 'auth',
    summary: {
      zh: '验证邮箱（邮件中的页面使用：需要注册时的密码）',
      en: 'Confirm an e-mail address with the password it was registered with',
    },
    answer: auth.Message,
    errors: ['verify_token_invalid', 'password_wrong', 'rate_limited'],
    example: {
      body: { token: 'verification_token', password: 'password123' },
      answer: { message: '邮箱验证成功' },
    },
  },
  peekVerification: {
    tag: 'auth',
    summary: { zh: '查看待验证的注册', en: 'What a verification token would confirm' },
    answer: auth.PendingAnswer,
    errors: ['verify_token_invalid', 'rate_limited'],
    example: {
      body: { token: 'verification_token' },
      answer: {
        email,
        registered_at: '2026-11-22T05:58:00.000Z',
        expires_at: '2026-11-23T05:58:00.000Z',
      },
    },
  },
  resendVerification: {
    tag: 'auth',
    summary: { zh: '重新发送验证邮件', en: 'Resend the confirmation e-mail' },
    answer: auth.Message,
    errors: ['rate_limited'],
    example: { body: { email }, answer: { message: '如果该邮箱有待验证的注册，验证邮件已重新发送' } },
  },
  requestPasswordReset: {
    tag: 'auth',
    summary: { zh: '申请重置密码', en: 'Request a password reset' },
    answer: auth.Message,
    errors: ['proof_required', 'proof_invalid', 'rate_limited'],
    example: { body: { email }, answer: { message: '如果该邮箱已注册，重置邮件已发送' } },
  },
  resetPassword: {
    tag: 'auth',
    summary: { zh: '重置密码', en: 'Reset the password' },
    answer: auth.Message,
    errors: ['reset_token_invalid', 'password_weak', 'rate_limited'],
    example: {
      body: { token: 'reset_token', new_password: 'password456' },
      answer: { message: '密码已重置，请重新登录' },
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
        totp_enabled: false,
        totp_required: false,
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
    summary: { zh: '修改密码，其他登录随之失效', en: 'Change the password; all other sessions end' },
    answer: auth.ChangePasswordAnswer,
    errors: ['old_password_wrong', 'password_weak', 'rate_limited'],
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
  logout: {
    tag: 'auth',
    summary: { zh: '退出当前登录', en: 'End this session' },
    answer: auth.Message,
    errors: [],
    example: { answer: { message: '已退出登录' } },
  },
  ownAudit: {
    tag: 'auth',
    summary: { zh: '我的账号的审计日志', en: 'Audit log of my account' },
    answer: AuditAnswer,
    errors: [],
    example: { answer: exampleAudit },
  },
  sessions: {
    tag: 'auth',
    summary: { zh: '我的登录设备', en: 'My sessions' },
    answer: auth.SessionsAnswer,
    errors: [],
    example: {
      answer: {
        sessions: [
          {
            id: '0123456789abcdef',
            current: true,
            created_at: '2026-11-22T00:00:00.000Z',
            last_used_at: '2026-11-22T05:58:00.000Z',
            expires_at: '2026-11-29T00:00:00.000Z',
            ip: '203.0.113.1',
            user_agent: 'Mozilla/5.0',
          },
        ],
      },
    },
  },
  endSession: {
    tag: 'auth',
    summary: { zh: '退出某个登录', en: 'End one session' },
    answer: auth.Message,
    errors: ['session_not_found'],
    example: { params: { id: '0123456789abcdef' }, answer: { message: '该登录已退出' } },
  },
  enrolTotp: {
    tag: 'auth',
    summary: { zh: '开始启用两步验证', en: 'Begin to set a second factor' },
    answer: auth.TotpEnrolment,
    errors: ['password_wrong', 'totp_enabled', 'rate_limited'],
    example: {
      body: { password: 'password123' },
      answer: {
        secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
        otpauth_uri: 'otpauth://totp/EasyTier:user%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
        enrolment: '1.sealed',
      },
    },
  },
  confirmTotp: {
    tag: 'auth',
    summary: { zh: '确认启用两步验证，返回恢复码', en: 'Set the second factor; answers recovery codes' },
    answer: auth.TotpConfirmedAnswer,
    errors: ['totp_enabled', 'totp_enrolment_invalid', 'totp_wrong'],
    example: {
      body: { enrolment: '1.sealed', totp: '123456' },
      answer: { message: '两步验证已启用', recovery_codes: ['abcde-fghjk'] },
    },
  },
  disableTotp: {
    tag: 'auth',
    summary: { zh: '停用两步验证', en: 'Take the second factor away' },
    answer: auth.Message,
    errors: ['password_wrong', 'totp_disabled', 'totp_wrong', 'rate_limited'],
    example: { body: { password: 'password123', totp: '123456' }, answer: { message: '两步验证已停用' } },
  },
  stepUp: {
    tag: 'auth',
    summary: { zh: '再次出示两步验证（敏感操作前，10 分钟有效）', en: 'Show the second factor again' },
    answer: auth.StepUpAnswer,
    errors: ['totp_disabled', 'totp_wrong', 'rate_limited'],
    example: {
      body: { totp: '123456' },
      answer: {
        message: '验证成功',
        token: 'jwt_token_string',
        expires_at: '2026-11-29T00:00:00.000Z',
        valid_until: '2026-11-22T06:08:00.000Z',
      },
    },
  },
} as const satisfies DocsOf<typeof authRoutes>

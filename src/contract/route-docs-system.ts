import * as v from 'valibot'
import { version } from '../../package.json'
import { AuditAnswer } from './audit.ts'
import { exampleAudit } from './examples.ts'
import { Message } from './auth.ts'
import * as system from './system.ts'
import { SelfTestAnswer, describeFinding } from './self-test.ts'
import type { DocsOf } from './route-docs.ts'
import type { systemRoutes } from './routes-system.ts'

const exampleUser = {
  email: 'user@example.com',
  role: 'user',
  is_admin: false,
  is_enabled: true,
  totp_enabled: false,
  node_count: 1,
  created_at: '2026-11-04T00:00:00.000Z',
  last_sign_in_at: '2026-11-22T08:00:00.000Z',
}
const exampleSettings = {
  site_name: 'EasyTier 节点',
  site_name_en: '',
  site_url: 'https://nodes.example.org',
  notice: '',
  registration_open: 1,
  nodes_per_user: 50,
  mail_from: 'EasyTier <noreply@example.org>',
  mails_per_day: 100,
  resend_api_key: '********',
  check_network_name: 'easytier-node-check',
  control_addresses: '',
  reports_per_minute: 20,
  allow_private_nodes: 0,
  listing: 'open',
  handout_places_max: 2000,
  handout_owner_percent: 50,
  api_keys_per_user: 10,
  api_day_quota: 2000,
  api_minute_quota: 60,
  api_day_quota_max: 100_000,
  api_minute_quota_max: 1200,
  ip_nodes_per_hour: 60,
  totp_required_for_admins: 0,
  site_ipv6: 0,
  check_side: '',
  relay_tag: 1,
  sign_in_mail: 0,
  utc_offset_minutes: 480,
  mail_source: 'settings',
  mail_last_error: '',
}

export const systemDocs = {
  checkInit: {
    tag: 'system',
    summary: { zh: '检查系统初始化状态', en: 'Whether the system is initialised' },
    answer: system.CheckInitAnswer,
    errors: [],
    example: {
      answer: {
        initialized: true,
        site_name: 'EasyTier 节点',
        site_name_en: '',
        registration_open: true,
        mail_configured: true,
        secret_configured: true,
        version,
        warnings: [],
        utc_offset_minutes: 480,
      },
    },
  },
  initialize: {
    tag: 'system',
    summary: { zh: '初始化系统', en: 'Initialise the system' },
    answer: system.InitializeAnswer,
    errors: ['password_weak', 'already_initialized', 'jwt_secret_wrong', 'jwt_secret_unset', 'rate_limited'],
    example: {
      body: { jwt_secret: 'your-jwt-secret', email: 'admin@example.com', password: 'admin123456' },
      answer: { message: '系统初始化成功', admin_email: 'admin@example.com' },
    },
  },
  getSettings: {
    tag: 'system',
    summary: { zh: '读取设置', en: 'Read the settings' },
    answer: system.SettingsAnswer,
    errors: [],
    example: { answer: { settings: exampleSettings } },
  },
  updateSettings: {
    tag: 'system',
    summary: { zh: '修改设置', en: 'Change the settings' },
    answer: system.SettingsUpdatedAnswer,
    errors: ['super_admin_required', 'password_wrong', 'step_up_required', 'rate_limited'],
    example: { body: { registration_open: 0 }, answer: { message: '设置已保存', settings: exampleSettings } },
  },
  listUsers: {
    tag: 'system',
    summary: { zh: '用户列表', en: 'Users' },
    answer: system.UsersAnswer,
    errors: [],
    example: { query: { q: 'user', page: '1' }, answer: { users: [exampleUser], total: 1 } },
  },
  updateUser: {
    tag: 'system',
    summary: {
      zh: '修改用户（停用；由超级管理员授予管理员）',
      en: 'Change a user (enable or disable; the super admin also grants the admin role)',
    },
    answer: system.UserUpdatedAnswer,
    errors: ['user_not_found', 'super_admin_required', 'super_admin_protected', 'step_up_required'],
    example: {
      params: { email: 'user@example.com' },
      body: { is_enabled: 1 },
      answer: { message: '用户已更新', user: exampleUser },
    },
  },
  deleteUser: {
    tag: 'system',
    summary: { zh: '删除用户及其全部节点', en: 'Delete a user and all of their nodes' },
    answer: Message,
    errors: ['user_not_found', 'super_admin_required', 'super_admin_protected'],
    example: { params: { email: 'user@example.com' }, answer: { message: '用户已删除' } },
  },
  makeResetToken: {
    tag: 'system',
    summary: {
      zh: '为用户生成重置密码的令牌（1 小时内有效，只能用一次）',
      en: 'A token by which a user sets a new password (good once, for an hour)',
    },
    answer: system.ResetTokenAnswer,
    errors: ['user_not_found', 'super_admin_required', 'super_admin_protected', 'step_up_required'],
    example: {
      params: { email: 'user@example.com' },
      answer: {
        message: '重置令牌已生成',
        reset_token: '6f1c0b7d9a2e4f58b3c1d0e9f8a7b6c5',
        expires_at: '2026-11-22T09:00:00.000Z',
      },
    },
  },
  listRegistrations: {
    tag: 'system',
    summary: { zh: '等待验证邮箱的注册', en: 'Registrations that wait for their e-mail to be confirmed' },
    answer: system.RegistrationsAnswer,
    errors: [],
    example: {
      answer: {
        registrations: [
          {
            id: '3f9c0a1b2c4d5e6f',
            email: 'new@example.com',
            registered_at: '2026-11-22T08:00:00.000Z',
            expires_at: '2026-11-23T08:00:00.000Z',
          },
        ],
      },
    },
  },
  confirmRegistration: {
    tag: 'system',
    summary: {
      zh: '不等邮件，由管理员确认一个注册',
      en: 'Confirm a registration by hand, without its mail',
    },
    answer: Message,
    errors: ['registration_not_found'],
    example: {
      params: { email: 'new@example.com' },
      body: { id: '3f9c0a1b2c4d5e6f' },
      answer: { message: '邮箱验证成功' },
    },
  },
  testEmail: {
    tag: 'system',
    summary: { zh: '发送测试邮件', en: 'Send a test e-mail' },
    answer: Message,
    errors: ['mail_failed', 'rate_limited'],
    example: { body: { to: 'admin@example.com' }, answer: { message: '测试邮件已发送' } },
  },
  selfTest: {
    tag: 'system',
    summary: {
      zh: '自检的一步(初始化之前以 jwt_secret 代替登录)',
      en: 'One step of the self-test (before initialising, with jwt_secret in place of a session)',
    },
    answer: SelfTestAnswer,
    errors: ['jwt_secret_wrong', 'jwt_secret_unset', 'rate_limited'],
    example: {
      body: { step: 'loop', run: '0mhhz6f9_5f3a9c01' },
      answer: {
        step: 'loop',
        run: '0mhhz6f9_5f3a9c01',
        now_ms: 1_793_750_400_000,
        rows: [describeFinding({ code: 'loop_runs', measured: '200000 (32)' })],
        facts: {},
      },
    },
  },
  exportData: {
    tag: 'system',
    summary: {
      zh: '备份：逐页导出全部持久记录（NDJSON，响应头 X-Next-Cursor 为下一页）',
      en: 'Backup: every durable record as NDJSON, page by page (header X-Next-Cursor)',
    },
    errors: ['step_up_required'],
  },
  importData: {
    tag: 'system',
    summary: { zh: '恢复：导入备份（可重复执行）', en: 'Restore: import a backup (idempotent)' },
    answer: system.ImportAnswer,
    errors: ['import_invalid', 'import_unsigned', 'import_other_secret', 'step_up_required'],
    example: {
      query: { with: 'roles,settings' },
      answer: { message: '导入完成', imported: 120, skipped: 0, rejected: 0, rejected_lines: [] },
    },
  },
  siteAudit: {
    tag: 'system',
    summary: { zh: '审计日志', en: 'Audit log' },
    answer: AuditAnswer,
    errors: [],
    example: { query: { kind: 'sign_in' }, answer: exampleAudit },
  },
  openapi: {
    tag: 'system',
    summary: { zh: 'OpenAPI 3.1 文档', en: 'This document' },
    answer: v.looseObject({ openapi: v.string() }),
    errors: [],
  },
} as const satisfies DocsOf<typeof systemRoutes>

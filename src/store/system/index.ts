/** What other layers may use of this folder. */
export {
  backupKind,
  isRestorable,
  isRoleKey,
  isSettingKey,
  readBackupPage,
  writeBackup,
  type BackupEntry,
} from './backup.ts'
export {
  clearMailFailure,
  loadInitialized,
  putInitialized,
  putMailFailure,
  readInitialized,
  readMailFailure,
  readMailFailureRecord,
} from './initialized.ts'
export { addOutage, knownOutages } from './outages.ts'
export { loadPolicy, type SitePolicy } from './site-policy.ts'
export type { SettingValues, StoredSettings } from './settings-record.ts'
export { knownZoneMs, loadZoneMs } from './site-zone.ts'
export { loadSettings, readSettings, saveSettings, type SettingsChange } from './settings.ts'

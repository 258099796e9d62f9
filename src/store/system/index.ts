/** What other layers may use of this folder. */
export { backupKind, readBackupPage, type BackupEntry, writeBackup } from './backup.ts'
export {
  clearMailFailure,
  putInitialized,
  putMailFailure,
  readInitialized,
  readMailFailure,
} from './initialized.ts'
export type { StoredSettings } from './settings-record.ts'
export { loadSettings, readSettings, saveSettings } from './settings.ts'

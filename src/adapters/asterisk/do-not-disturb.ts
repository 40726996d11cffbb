/** The device that stands for do-not-disturb has this name and the extension: `Custom:DND34`, as FreePBX makes it. */
export const DND_PREFIX = 'Custom:DND';

/** Whether that device says that its owner wants no calls. `state` as DEVICE_STATE() and DeviceStateChange have it. */
export function isDoNotDisturb(state: string | undefined): boolean {
  return /^(?:inuse|busy)$/i.test(state ?? '');
}

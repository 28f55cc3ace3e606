/** At most one holder per name, across all containers. */
export interface LeaseStore {
  /** Takes the lease until `until` (epoch ms) when it is free, over, or already ours. */
  acquire(name: string, holder: string, now: number, until: number): Promise<boolean>;
  /** Gives it back; does nothing when somebody else holds it by now. */
  release(name: string, holder: string): Promise<void>;
}

import { UserError } from '../errors.ts';
import type { ModelPackManifest } from '../model-pack.ts';
import type { DenoiserInput } from './denoiser.ts';

/**
 * The names of the denoiser's inputs by role, for a node that feeds exactly these roles. `UserError` when the model takes
 * something else or lacks one of them.
 */
export function denoiserInputNames<const Role extends DenoiserInput['role']>(
  manifest: ModelPackManifest,
  roles: readonly Role[],
): Readonly<Record<Role, string>> {
  const names = new Map<string, string>(manifest.denoiser.inputs.map(({ role, name }) => [role, name]));
  const missing = roles.filter((role) => !names.has(role));
  const further = [...names.keys()].filter((role) => !roles.some((known) => known === role));
  if (missing.length > 0 || further.length > 0) {
    const reasons = [
      ...missing.map((role) => `it takes no ${words(role)}`),
      ...further.map((role) => `it also takes ${words(role)}`),
    ];
    throw new UserError(`${manifest.title} cannot be run by this node: ${reasons.join('; ')}`, {
      hint: 'Choose the sampler that suits the model pack.',
    });
  }
  return Object.fromEntries(names) as Record<Role, string>;
}

function words(role: string): string {
  return role.replaceAll('_', ' ');
}

import type { Witness } from '../checkpoints';
import { MalformedNote } from '../note';
import { FileWitness } from './file';
import { TlogWitness } from './tlog';
import { TsaWitness } from './tsa';
import { UrlWitness } from './url';

/**
 * The witnesses of a setting, parted by spaces: `file:/folder`, `url:https://…`, `tlog:https://…#<vkey>`, `tsa:https://…`.
 * @throws RangeError for one that has none of these forms; the message holds nothing of it
 */
export function witnessesOf(setting: string): Witness[] {
  return setting
    .split(/\s+/)
    .filter(Boolean)
    .map((text, i) => {
      try {
        const [, kind, rest] = /^(file|url|tlog|tsa):(.+)$/.exec(text) ?? [];
        if (kind === 'file' && rest!.startsWith('/')) return new FileWitness(rest!);
        if (kind === 'url') return new UrlWitness(web(rest!));
        if (kind === 'tsa') return new TsaWitness(web(rest!));
        const [, prefix, vkey] = /^([^#]+)#(.+)$/.exec(kind === 'tlog' ? rest! : '') ?? [];
        if (prefix !== undefined && vkey !== undefined) return new TlogWitness(web(prefix), vkey);
      } catch (error) {
        if (!(error instanceof MalformedNote || error instanceof TypeError)) throw error;
      }
      throw new RangeError(`witness ${i + 1} is not of a known form`);
    });
}

function web(address: string): string {
  if (!['http:', 'https:'].includes(new URL(address).protocol)) throw new TypeError('not of the web');
  return address;
}

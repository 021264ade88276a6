import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { buildGo } from '../../go/build.ts';
import { go } from '../../go/command.ts';
import type { Project } from '../../project/index.ts';
import { temporaryFolder } from '../../file-system/temporary-folder.ts';
import { makeLayer, type LayerOptions } from '../layers/index.ts';
import type { Platform } from '../oci/index.ts';
import { goComponent } from '../sbom/index.ts';
import { goModulesOf } from './go-modules.ts';
import type { ProgramImage } from './program.ts';

/** How a Go service's program becomes a layer. */
export interface GoProgramOptions {
  readonly layerOptions: LayerOptions;
  /** See {@link buildGo}. */
  readonly ldflags: string | undefined;
}

/**
 * Compiles a Go service by the local toolchain into one static binary: no C library, no paths of this machine, no symbols.
 *
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED
 */
export async function goProgramImage(
  project: Project,
  contract: ServiceContract | undefined,
  { architecture }: Platform,
  { ldflags, layerOptions }: GoProgramOptions,
): Promise<ProgramImage> {
  await using folder = temporaryFolder(join(tmpdir(), 'seaworthy-go-'));
  const binary = join(folder.path, 'program');
  await buildGo(project.entry, binary, { architecture, ldflags });
  const path = pathOf(project, contract);
  const entry = {
    type: 'file',
    path: path.slice(1),
    content: await readFile(binary),
    mode: 0o755,
  } as const;
  return {
    layers: [await makeLayer('the service', [entry], layerOptions)],
    process: { Entrypoint: [path, ...(contract?.command.slice(1) ?? [])], WorkingDir: '/', Env: [] },
    components: goModulesOf(await go(['version', '-m', binary], project.entry)).map(goComponent),
  };
}

/** Where the contract says that the program is. */
function pathOf({ name, root, entry }: Project, contract: ServiceContract | undefined): string {
  const [command = entry === root ? name : basename(entry)] = contract?.command ?? [];
  return isAbsolute(command) ? command : `/usr/local/bin/${basename(command)}`;
}

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What waits the longest begins first, so that the short and busy files of the unit tests fill the time beside it. */
const order = ['journey', 'contract', 'corpus', 'unit'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => order.indexOf(project.name);
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

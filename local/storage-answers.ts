import { TableServiceClient } from '@azure/data-tables';
import { QueueServiceClient } from '@azure/storage-queue';

/**
 * Resolves when queues and tables of a storage account answer.
 * @throws {Error} that names the storage's setting when they don't within some seconds
 */
export async function storageAnswers(connectionString: string): Promise<void> {
  const retryOptions = { maxTries: 3, retryDelayInMs: 500, tryTimeoutInMs: 5000 };
  const queues = QueueServiceClient.fromConnectionString(connectionString, { retryOptions });
  const tables = TableServiceClient.fromConnectionString(connectionString, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 2, retryDelayInMs: 500 },
  });
  try {
    await Promise.all([queues.getProperties(), tables.getProperties()]);
  } catch (error) {
    throw new Error(`The storage of AzureWebJobsStorage does not answer: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

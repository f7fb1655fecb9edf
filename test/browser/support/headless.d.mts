export function headlessChromium(): Promise<{ executablePath: string; args: string[] }>;

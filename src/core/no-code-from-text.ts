import { z } from 'zod';

// zod tries whether it may compile its schemas. The page's policy forbids it, and would report the attempt.
z.config({ jitless: true });

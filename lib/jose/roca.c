/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/roca.h"

/* That generator made primes of the form k * M + (65537^a mod M), where M is the product of the first primes. So its
 * moduli are powers of 65537 modulo each of those; an honest modulus fails that soon, among the first few primes. */
enum { GENERATOR = 65537, LARGEST_PRIME = 701 }; /* M of the smallest keys we take has the primes up to 701 */

static bool is_prime(unsigned int number)
{
    for (unsigned int divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0)
            return false;
    return true;
}

static bool is_power_of_generator(unsigned int residue, unsigned int prime)
{
    unsigned int power = 1;

    do {
        if (power == residue)
            return true;
        power = power * (GENERATOR % prime) % prime;
    } while (power != 1);
    return false;
}

bool oas_roca_has_fingerprint(const BIGNUM *modulus)
{
    for (unsigned int prime = 3; prime <= LARGEST_PRIME; prime += 2)
        if (is_prime(prime) && !is_power_of_generator((unsigned int)BN_mod_word(modulus, prime), prime))
            return false;
    return true;
}

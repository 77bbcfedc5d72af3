import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Balance, Page, PaymentMethods, PaymentOrder } from '@/api/types'

export const useBalance = () => useQuery({ queryKey: keys.balance, queryFn: ({ signal }) => api.get<Balance>('/api/billing/balance', undefined, signal), refetchInterval: 30_000 })

export const usePaymentMethods = () => useQuery({ queryKey: keys.paymentMethods, queryFn: ({ signal }) => api.get<PaymentMethods>('/api/billing/payment-methods', undefined, signal) })

export const useOrders = () => useQuery({ queryKey: keys.orders, queryFn: ({ signal }) => api.get<Page<PaymentOrder>>('/api/billing/orders', { limit: 20 }, signal) })
